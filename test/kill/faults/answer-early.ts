import { spoil } from './spoil.ts'

/** The fault: who asks for a job is told its id before the transaction is over. */
spoil('apps/papers/bulk-acting.ts', [
  [
    '  demandSense(input)\n  return platform.db.transaction()',
    '  demandSense(input)\n  const { promise, resolve } = Promise.withResolvers()\n  void platform.db.transaction()',
  ],
  [
    '    return job\n  })\n}',
    '    resolve(job)\n    await new Promise((later) => setTimeout(later, 400))\n    return job\n  })\n  return promise\n}',
  ],
])
