/** A request that cannot be met: the command line reports it as wrong usage, with exit code 2. */
export class UsageError extends Error {}
