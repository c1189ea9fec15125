import { servingGoals } from './tables/serving.js'; import { printGoals } from './tables/goals.js';
console.log(printGoals(await servingGoals({ rounds: +process.argv[2], serving: { connections: +process.argv[3], seconds: +process.argv[4] } })));
