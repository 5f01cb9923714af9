import { randomBytes } from 'node:crypto'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import type { Connector } from './connector.ts'

type State = RunContext['state']

const listKey = 'connectors'
const mostConnectors = 1_000

export const keyOf = (id: string): string => `connector ${id}`

export async function listConnectors(state: State): Promise<string[]> {
  return ((await state.get(listKey)) as string[] | undefined) ?? []
}

export const findConnector = async (state: State, id: string): Promise<Connector | undefined> =>
  (await state.get(keyOf(id))) as Connector | undefined

/** @throws RangeError where there are too many already */
export async function addConnector(state: State, connector: Connector): Promise<string> {
  const ids = await listConnectors(state)
  if (ids.length >= mostConnectors) throw new RangeError(`There are ${mostConnectors} connectors already.`)
  const word = connector.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
  const id = `${word || 'connector'}-${randomBytes(4).toString('hex')}`
  await state.set(keyOf(id), connector)
  await changeList(state, id, (list) => [...list, id])
  return id
}

export async function removeConnector(state: State, id: string): Promise<void> {
  await changeList(state, id, (list) => list.filter((one) => one !== id))
  await state.delete(keyOf(id))
}

/** Of two who change the list at once one undoes what the other did: it is looked at again. */
async function changeList(state: State, id: string, change: (list: readonly string[]) => string[]): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const wanted = change(await listConnectors(state))
    await state.set(listKey, wanted)
    if ((await listConnectors(state)).includes(id) === wanted.includes(id)) return
  }
}
