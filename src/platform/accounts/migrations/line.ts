import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'accounts',
  steps: {
    '0001-people': async () => (await import('./0001-people.ts')).people,
    '0002-profiles': async () => (await import('./0002-profiles.ts')).profiles,
    '0003-registration': async () => (await import('./0003-registration.ts')).registration,
    '0004-second-factors': async () => (await import('./0004-second-factors.ts')).secondFactors,
    '0005-groups': async () => (await import('./0005-groups.ts')).groups,
    '0006-passkeys': async () => (await import('./0006-passkeys.ts')).passkeys,
    '0007-providers': async () => (await import('./0007-providers.ts')).providers,
  },
}
