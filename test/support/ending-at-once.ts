// Loaded before every file of tests. When all is done, Node closes what is still open one by one, and has been seen to wait
// for ever for a connection that was cut on purpose. What has ended well ends here at once; what keeps a process alive, a
// server or a timer that a test forgot, still does.

process.once('beforeExit', () => process.on('exit', (code) => process.exit(code)))
