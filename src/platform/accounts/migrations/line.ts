import type { MigrationLine } from '../../database/migrating.ts'
import { people } from './0001-people.ts'
import { profiles } from './0002-profiles.ts'
import { registration } from './0003-registration.ts'
import { secondFactors } from './0004-second-factors.ts'
import { groups } from './0005-groups.ts'
import { passkeys } from './0006-passkeys.ts'
import { providers } from './0007-providers.ts'

export const migrations: MigrationLine = {
  name: 'accounts',
  steps: {
    '0001-people': people,
    '0002-profiles': profiles,
    '0003-registration': registration,
    '0004-second-factors': secondFactors,
    '0005-groups': groups,
    '0006-passkeys': passkeys,
    '0007-providers': providers,
  },
}
