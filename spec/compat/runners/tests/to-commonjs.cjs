// What a program that tests with Jest in CommonJS has, be it babel-jest, ts-jest or this: ES modules become CommonJS.
const { transformSync } = require('esbuild');

module.exports = { process: (text) => ({ code: transformSync(text, { format: 'cjs', target: 'node20', loader: 'js' }).code }) };
