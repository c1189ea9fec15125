/** Loaded by mocha before everything else, which asks how to run programs. */
import { compilePrograms } from './compiled.ts';

compilePrograms();
