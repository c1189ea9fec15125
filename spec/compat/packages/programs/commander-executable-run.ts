import { work } from './support.ts';

await work();
