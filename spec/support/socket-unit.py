"""What systemd does for a .socket unit, as far as a program can see: listens, never accepts, and gives the socket as fd 3 to a command that it starts anew
whenever it has ended. Says on stdout the port, and the pid of each.
"""
import os, socket, subprocess, sys

listening = socket.create_server(('127.0.0.1', 0), backlog=511)
if listening.fileno() != 3:
    os.dup2(listening.fileno(), 3)
print('port', listening.getsockname()[1], flush=True)
while True:
    started = subprocess.Popen(['sh', '-c', 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', 'sh', *sys.argv[1:]], pass_fds=(3,))
    print('pid', started.pid, flush=True)
    print('ended', started.wait(), flush=True)
