import { lookup } from 'node:dns/promises'

/** Every address of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** Asks the system, hosts file included, as every other program on the machine does. */
export const resolveBySystem: Resolve = async (host) => {
  const answers = await lookup(host, { all: true, order: 'verbatim' })
  return answers.map(({ address }) => address)
}
