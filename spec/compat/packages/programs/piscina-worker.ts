// A job that does not end.
export default () => new Promise(() => setInterval(() => {}, 1000));
