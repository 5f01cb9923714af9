import { collectingTables } from './admin-tables/collecting.ts'
import { deskTables } from './admin-tables/desk.ts'
import { importTables } from './admin-tables/imports.ts'
import { paperTables } from './admin-tables/papers.ts'
import { sourceTables } from './admin-tables/sources.ts'

export const adminTables = [...paperTables, ...importTables, ...collectingTables, ...sourceTables, ...deskTables]
