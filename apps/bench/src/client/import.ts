/** Microseconds of CPU time of a process that imports net and tls, and with the argument `client` our client too. */

await Promise.all([import('node:net'), import('node:tls')]);
if (process.argv[2] === 'client') await import('@x/client');
const { user, system } = process.cpuUsage();
console.log(user + system);
