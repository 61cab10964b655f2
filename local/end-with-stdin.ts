/**
 * Loaded before a program: it then ends with its standard input, so that it never outlives whoever
 * started it, however that ended.
 */
process.stdin.on('end', () => process.exit(0)).resume();
