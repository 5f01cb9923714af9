import { buffer } from 'node:stream/consumers'
import { ZipFile as Zip, type ZipFile } from 'yazl'
import { randomFrom } from '../plugins/shared/random.ts'

type File = Readonly<{ type: string; body: Uint8Array }>

const json = (value: unknown): File => ({ type: 'application/json', body: Buffer.from(JSON.stringify(value)) })

/** Distances between all pairs of points at random in a cube, each pair once and each point with itself. */
export function distances(count: number): File {
  const random = randomFrom(7)
  const places = Array.from({ length: count }, () => [random(), random(), random()] as const)
  const rows = places.flatMap(([x, y, z], a) =>
    places.slice(a).map(([u, v, w], offset) => ({
      ID: `${a}_${a + offset}`,
      entity_1_ID: `e${a}`,
      entity_2_ID: `e${a + offset}`,
      href: '',
      distance: Math.hypot(x - u, y - v, z - w),
    })),
  )
  return json(rows)
}

export function points(count: number, width: number): File {
  const random = randomFrom(11)
  const header = ['ID', 'href', ...Array.from({ length: width }, (_, at) => `dim${at}`)].join(',')
  const rows = Array.from(
    { length: count },
    (_, id) => `${id},,${Array.from({ length: width }, () => (random() + (id % 8)).toFixed(6)).join(',')}`,
  )
  return { type: 'text/csv', body: Buffer.from(`${header}\n${rows.join('\n')}\n`) }
}

const words = 300

/** Entities with one value each out of a taxonomy of 300, four below each. */
export const entities = (count: number): File =>
  json(Array.from({ length: count }, (_, id) => ({ ID: `e${id}`, href: '', colour: `c${(id * 7919) % words}` })))

export const metadata = (): File =>
  json([{ ID: 'colour', title: 'Colour', type: 'ref', refTarget: 'taxonomies.zip:colours.json' }])

export async function taxonomies(): Promise<File> {
  const relations = Array.from({ length: words - 1 }, (_, at) => ({
    source: `c${Math.floor(at / 4)}`,
    target: `c${at + 1}`,
  }))
  const graph = {
    GRAPH_ID: 'colours',
    type: 'tree',
    ref_target: null,
    entities: relations.length > 0 ? Array.from({ length: words }, (_, at) => `c${at}`) : [],
    relations,
  }
  const zip: ZipFile = new Zip()
  zip.addBuffer(Buffer.from(JSON.stringify(graph)), 'colours.json')
  zip.end()
  return { type: 'application/zip', body: await buffer(zip.outputStream as NodeJS.ReadableStream) }
}

/** Layers of turns on every qubit, and gates between neighbours. */
export function circuit(qubits: number, depth: number): File {
  const random = randomFrom(13)
  const lines = ['OPENQASM 2.0;', 'include "qelib1.inc";', `qreg q[${qubits}];`, `creg c[${qubits}];`]
  for (let layer = 0; layer < depth; layer++) {
    for (let at = 0; at < qubits; at++)
      lines.push(`u3(${random().toFixed(4)},${random().toFixed(4)},${random().toFixed(4)}) q[${at}];`)
    for (let at = layer % 2; at + 1 < qubits; at += 2) lines.push(`cx q[${at}],q[${at + 1}];`)
  }
  lines.push('measure q -> c;')
  return { type: 'text/x-qasm', body: Buffer.from(lines.join('\n')) }
}
