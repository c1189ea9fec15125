// A module that is interrupted, by way of `await import()`: what comes out of it is the interrupt itself, not an error of the runtime around it.
await import('./busy/loop-with-checkpoints.ts');
