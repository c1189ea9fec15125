/** What a terminal has shown, without escape sequences and echoed control keys. */
export const visible = (output: string): string => output.replace(/\^C|\x1b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');
