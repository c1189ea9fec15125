/**
 * Matches the message and the stack of an uncaught error as any of the runtimes prints it: Bun writes `error:` whatever
 * the class is, Deno puts the line of the source between.
 */
export function shown(message: string): RegExp {
  return new RegExp(`error: ${message}\\n(.*\\n){0,2}? +at `, 'i');
}
