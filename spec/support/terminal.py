"""Runs a command in a real pseudo-terminal, in the part of the interactive shell: this process leads the session, the
command is the foreground job. Commands come in on stdin, events go out on stdout, one JSON value per line. The end of
stdin kills every descendant, so nothing outlives the tests.
"""
import ctypes, fcntl, json, os, select, signal, struct, sys, termios

PR_SET_CHILD_SUBREAPER = 36
PIDFD_GET_INFO, PIDFD_INFO_EXIT = 0xC040FF0B, 1 << 3
IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTOU, signal.SIGHUP)  # as an interactive shell does
RESET = set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}


def emit(**event):
    sys.stdout.write(json.dumps(event) + '\n')
    sys.stdout.flush()


def descendants():
    """The processes below this one; orphans count, because they are handed to the subreaper."""
    parents, found = {}, []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            state, ppid = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()[:2]
            command = open(f'/proc/{pid}/cmdline').read().replace('\0', ' ').strip()
        except OSError:
            continue
        if state != 'Z':
            parents.setdefault(int(ppid), []).append((int(pid), command))
    queue = [os.getpid()]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += [pid for pid, _ in children]
    return found


def as_ended(status):
    killed = os.WIFSIGNALED(status)
    return dict(
        code=None if killed else os.WEXITSTATUS(status),
        signal=signal.Signals(os.WTERMSIG(status)).name if killed else None)


def fate(pidfd):
    """How a process ended that may be anybody's child: Linux 6.15 tells once it has been reaped, an older one never."""
    info = bytearray(struct.pack('Q', PIDFD_INFO_EXIT) + bytes(56))
    try:
        fcntl.ioctl(pidfd, PIDFD_GET_INFO, info)
    except OSError:
        return 'unknown'
    known = struct.unpack_from('Q', info)[0] & PIDFD_INFO_EXIT
    return as_ended(struct.unpack_from('i', info, 60)[0]) if known else 'unknown'


def spawn(command, slave):
    go_read, go_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.read(go_read, 1)  # until it is the foreground job: a program must not read the terminal before
        for number in RESET:
            signal.signal(number, signal.SIG_DFL)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.closerange(3, 256)
        try:
            os.execvp(command[0], command)
        except OSError as error:
            os.write(2, f'{command[0]}: {error}\n'.encode())
            os._exit(127)
    os.setpgid(pid, pid)  # here and there, because either may come first
    os.tcsetpgrp(slave, pid)
    os.write(go_write, b'.')
    os.close(go_read), os.close(go_write)
    return pid


class Terminal:
    def __init__(self, command):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        for number in IGNORED:
            signal.signal(number, signal.SIG_IGN)
        self.wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # This process keeps the slave open: the modes can be read, and no output is lost, after the command has ended.
        self.master, self.slave = os.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        os.set_blocking(self.master, False)
        self.pid = spawn(command, self.slave)
        emit(pid=self.pid)

    def relay(self):
        if self.master is None:
            return
        try:
            while data := os.read(self.master, 65536):
                emit(output=data.decode('latin-1'))
        except (BlockingIOError, OSError):
            pass

    def reap(self):
        os.read(self.wake, 4096)
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
                if pid == 0:
                    return
                if pid != self.pid:
                    continue
                if os.WIFSTOPPED(status):
                    emit(stopped=signal.Signals(os.WSTOPSIG(status)).name)
                    continue
                self.relay()
                self.take_foreground()  # what the job left running is in the background now
                emit(ended=as_ended(status))
        except ChildProcessError:
            emit(alone=True)

    def take_foreground(self):
        try:
            os.tcsetpgrp(self.slave, os.getpgrp())
        except OSError:
            pass  # hung up

    def obey(self, press=None, send=None, group=False, watch=None, ask=None, hangup=False):
        if press is not None:
            os.write(self.master, press.encode('latin-1'))
        if send is not None:
            try:
                (os.killpg if group else os.kill)(self.pid, signal.Signals[send])
            except ProcessLookupError:
                pass
        if hangup:  # as a shell: the terminal is gone, and the job is told
            self.relay()
            os.close(self.master)
            self.master = None
            self.obey(send='SIGHUP', group=True)
        if watch is not None:
            self.watched = os.pidfd_open(watch)
        if ask == 'fate':
            emit(answer=fate(self.watched))
        if ask == 'modes':
            flags = termios.tcgetattr(self.slave)[3]
            names = dict(canonical=termios.ICANON, echo=termios.ECHO, signals=termios.ISIG)
            emit(answer={name: bool(flags & bit) for name, bit in names.items()})
        if ask == 'descendants':
            emit(answer=[dict(pid=pid, command=command) for pid, command in descendants()])

    def serve(self):
        pending = b''
        while True:
            sources = [fd for fd in (0, self.master, self.wake) if fd is not None]
            readable, _, _ = select.select(sources, [], [])
            if self.master in readable:
                self.relay()
            if self.wake in readable:
                self.reap()
            if 0 in readable:
                data = os.read(0, 65536)
                if not data:
                    return self.kill()
                *lines, pending = (pending + data).split(b'\n')
                for line in lines:
                    self.obey(**json.loads(line))

    def kill(self):
        try:
            while True:
                for pid, _ in descendants():
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                os.waitpid(-1, 0)
        except ChildProcessError:
            pass


Terminal(sys.argv[1:]).serve()
