declare module 'signal-exit-3';
