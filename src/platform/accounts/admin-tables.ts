import { groupTables } from './admin-tables/groups.ts'
import { joiningTables } from './admin-tables/joining.ts'
import { personTables } from './admin-tables/people.ts'
import { signingInTables } from './admin-tables/signing-in.ts'

export const adminTables = [...personTables, ...joiningTables, ...signingInTables, ...groupTables]
