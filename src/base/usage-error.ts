/** What somebody asked for cannot be: the command line tells it as a wrong usage, with exit code 2. */
export class UsageError extends Error {}
