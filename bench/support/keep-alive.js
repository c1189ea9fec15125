// Listeners for signals do not keep a process alive; importing this does.
setInterval(() => {}, 1 << 30);
