import { spoil } from './spoil.ts'

/** The fault: a body that has arrived is waited upon for a while, and after a kill nobody remembers it. */
spoil('apps/papers/downloading/staging.ts', [
  ['  return arrived\n', '  await new Promise((resolve) => setTimeout(resolve, 400))\n  return arrived\n'],
  ['if (arrived.success) found.push(', 'if (arrived.success && name === "") found.push('],
])
