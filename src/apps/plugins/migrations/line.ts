import type { MigrationLine } from '../../../platform/database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'plugins',
  steps: {
    '0001-plugins': async () => (await import('./0001-plugins.ts')).plugins,
    '0002-notices': async () => (await import('./0002-notices.ts')).notices,
    '0003-virtual-forms': async () => (await import('./0003-virtual-forms.ts')).virtualForms,
    '0004-remote': async () => (await import('./0004-remote.ts')).remote,
    '0005-made-with': async () => (await import('./0005-made-with.ts')).madeWith,
  },
}
