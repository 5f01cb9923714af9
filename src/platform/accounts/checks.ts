import type { Check } from '../diagnostics/check.ts'
import { countAdministrators } from './queries/people.ts'

const loopback = ['localhost', '127.0.0.1', '[::1]']

/** What `lyceum doctor` asks about people and signing in. */
export const checks: readonly Check[] = [
  {
    name: 'accounts.administrator',
    title: 'Somebody can administer the house',
    run: async ({ db }) => {
      const count = await countAdministrators(db)
      if (count > 0)
        return {
          level: 'ok',
          message: count === 1 ? 'There is one administrator.' : `There are ${count} administrators.`,
        }
      return {
        level: 'warn',
        message: 'There is no administrator.',
        remedy:
          'Open the link that the server prints when it starts, or run: lyceum user create EMAIL --name NAME --role admin --password-stdin',
      }
    },
  },
  {
    name: 'accounts.encrypted',
    title: 'Passwords travel encrypted',
    run: async ({ config }) => {
      const url = URL.parse(config.baseUrl)
      if (url?.protocol === 'https:') return { level: 'ok', message: 'People come in by https.' }
      if (url && loopback.includes(url.hostname))
        return { level: 'ok', message: 'People come in on this machine only.' }
      return {
        level: 'warn',
        message: `People come in by ${config.baseUrl}, so that passwords can be read on the way.`,
        remedy: 'Put a proxy with a certificate in front, and set LYCEUM_BASE_URL to its https address.',
      }
    },
  },
  {
    name: 'accounts.proxy',
    title: 'Whom a proxy signs in',
    run: async ({ config: { proxyUserHeader, trustProxy, host } }) => {
      if (proxyUserHeader === undefined) return { level: 'ok', message: 'No proxy signs people in.' }
      const message = `Whoever ${trustProxy.join(', ')} names in the header ${proxyUserHeader} is signed in.`
      if (loopback.includes(host)) return { level: 'ok', message }
      const remedy = 'Let the proxy write that header itself in every request, and nobody else reach this machine.'
      return { level: 'warn', message: `${message} This house listens beyond this machine.`, remedy }
    },
  },
]
