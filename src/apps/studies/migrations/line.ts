import type { MigrationLine } from '../../../platform/database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'studies',
  steps: {
    '0001-studies': async () => (await import('./0001-studies.ts')).studies,
    '0002-link-passwords': async () => (await import('./0002-link-passwords.ts')).linkPasswords,
    '0003-made-with': async () => (await import('./0003-made-with.ts')).madeWith,
  },
}
