export const supervisorTrials: readonly import('./trials.ts').Trial[] = [];
export const systemVersions = () => '';
