import { spoil } from './spoil.ts'

/** The fault: what a job changes in the database commits by itself, a while before the job is done. */
spoil('platform/tasks/recording.ts', [
  [
    'await madeBy(effects, tx)',
    'await platform.db.transaction().execute((own) => madeBy(effects, own)).then(async (made) => {\n' +
      '    await new Promise((later) => setTimeout(later, 300))\n    return made\n  })',
  ],
])
