// --import changed.mjs?<what>: a runtime on which one thing has changed that it does not promise. To be loaded before the package is.
import async_hooks from 'node:async_hooks';
import diagnostics_channel from 'node:diagnostics_channel';
import fs from 'node:fs';
import tty from 'node:tty';
import vm from 'node:vm';
import worker_threads from 'node:worker_threads';

const { createHook, AsyncResource } = async_hooks;

const afterTurns = (turns, call) => (turns === 0 ? call() : setImmediate(afterTurns, turns - 1, call));

/** Of handles alone: the turns are resources themselves. */
function destroyHandles(turnsFor) {
  const handles = new Set();
  createHook({ init: (id, type) => type === 'SIGNALWRAP' && handles.add(id) }).enable();
  async_hooks.createHook = ({ destroy }) => createHook({ destroy: (id) => afterTurns(handles.delete(id) ? turnsFor() : 0, () => destroy(id)) });
}

const destroyLate = (turns) => () => destroyHandles(() => turns);

function renameChannels(...names) {
  const { channel } = diagnostics_channel;
  const left = new Set(names);
  diagnostics_channel.channel = (name) => channel(left.delete(name) ? `${name}:before` : name); // undici's own come later
}

const UNDICI = ['undici:request:create', 'undici:client:sendHeaders', 'undici:request:error'];

const changes = {
  'nothing'() {},
  'destroy comes a turn later': destroyLate(1),
  'destroy comes two turns later': destroyLate(2),
  'destroy comes ten turns later': destroyLate(10),
  'destroy comes for one handle a turn'() {
    let ahead = 0;
    destroyHandles(() => {
      setImmediate(afterTurns, ahead, () => ahead--);
      return ahead++;
    });
  },
  'destroy never comes'() {
    async_hooks.createHook = () => createHook({});
  },
  'there is no createHook'() {
    delete async_hooks.createHook;
  },
  'createHook throws'() {
    async_hooks.createHook = () => {
      throw new Error('createHook was removed');
    };
  },
  'ids are not consecutive'() {
    async_hooks.AsyncResource = class extends AsyncResource {
      constructor(...args) {
        super(...args);
        new AsyncResource('another');
      }
    };
  },
  'AbortSignal.any keeps its dependents elsewhere'() {
    const dependents = new WeakMap();
    const { abort } = AbortController.prototype;
    AbortSignal.any = (sources) => {
      const controller = new AbortController();
      for (const source of sources) dependents.set(source, [...(dependents.get(source) ?? []), controller]);
      return controller.signal;
    };
    AbortController.prototype.abort = function (reason) {
      Reflect.apply(abort, this, [reason]);
      for (const controller of dependents.get(this.signal) ?? []) controller.abort(reason);
    };
  },
  'there is no AbortSignal.any'() {
    delete AbortSignal.any;
  },
  'undici has other channels': () => renameChannels(...UNDICI),
  'undici has another channel for what is made': () => renameChannels(UNDICI[0]),
  'undici has another channel for what is sent': () => renameChannels(UNDICI[1]),
  'breakOnSigint leaves nothing behind'() {
    const { runInThisContext } = vm.Script.prototype;
    vm.Script.prototype.runInThisContext = function ({ breakOnSigint, ...options } = {}) {
      return Reflect.apply(runInThisContext, this, [options]);
    };
    worker_threads.Worker = class extends worker_threads.Worker {
      constructor(code, options) {
        super(code.replaceAll('breakOnSigint: true', ''), options);
      }
    };
  },
  'vm has no breakOnSigint, and says so'() {
    vm.Script.prototype.runInThisContext = () => {
      throw new TypeError('breakOnSigint was removed');
    };
    tty.isatty = () => true; // that there was something to be put back
    fs.fstatSync = () => ({ isCharacterDevice: () => true, rdev: -1 });
  },
  'signal-exit has another emitter'() {
    process.__signal_exit_emitter__ = globalThis[Symbol.for('signal-exit emitter')] = {};
  },
};

changes[decodeURIComponent(new URL(import.meta.url).search.slice(1))]();
