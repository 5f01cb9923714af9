import { definePart } from '../app.ts'
import { hosts } from './migrations/0001-hosts.ts'

export const http = definePart({
  name: 'http',
  migrations: { name: 'http', steps: { '0001-hosts': hosts } },
})
