// delayMs 5000 + timeoutMs 15000 < graceMs 25000 < kill_timeout 30000: after that PM2 kills. Its default is 1.6 seconds.
module.exports = {
  apps: [
    {
      name: 'app',
      script: 'server.js',
      exec_mode: 'cluster', // `pm2 reload app` starts the new ones first
      instances: 2,
      env: { PORT: '8080' },
      kill_timeout: 30_000, // PM2 sends SIGINT
      treekill: false, // the program signals its children itself
      pmx: false, // its listener for rejections would keep the process from ending by the signal
    },
  ],
};
