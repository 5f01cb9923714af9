import type { MigrationLine } from '../../../platform/database/migrating.ts'
import { plugins } from './0001-plugins.ts'

export const migrations: MigrationLine = { name: 'plugins', steps: { '0001-plugins': plugins } }
