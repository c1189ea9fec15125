/** For peers that only call back and give the program nothing to wait for. */
export const never = () => new Promise(() => {});
