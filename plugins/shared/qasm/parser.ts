import type { Circuit, Condition, GateCall, GateDefinition, Operation, Register } from './circuit.ts'
import { type Expression, readExpression } from './expressions.ts'
import { library, primitives } from './gates.ts'
import { QasmError, TokenReader, tokensOf } from './tokens.ts'

/** More are refused; they bound the time and memory that a hostile program can take. */
const mostQubits = 4096
const mostBits = 65_536
const mostOperations = 500_000
const deepestGates = 500

/** What has been read so far; a gate in `library` may be defined anew by the program. */
type Reading = {
  reader: TokenReader
  qubits: Register[]
  bits: Register[]
  definitions: Map<string, GateDefinition>
  own: Set<string>
  operations: Operation[]
}

type Operand = Readonly<{ register: Register /** Null for all of the register. */; index: number | null }>

/**
 * Reads a program in OpenQASM 2. The standard library is known with or without `include "qelib1.inc"`.
 *
 * @throws QasmError that names the line, for anything the language does not allow or this reader does not know
 * @see A. Cross et al., Open Quantum Assembly Language (2017), appendix A
 */
export function parseQasm(program: string): Circuit {
  const reading: Reading = {
    reader: new TokenReader(tokensOf(program)),
    qubits: [],
    bits: [],
    definitions: new Map(standardLibrary()),
    own: new Set(),
    operations: [],
  }
  const { reader } = reading
  reader.expect('OPENQASM')
  const { text } = reader.next()
  if (!/^2(\.0*)?$/.test(text)) throw new QasmError(`Only version 2.0 is known, not “${text}”.`, reader.line)
  reader.expect(';')
  while (reader.peek().kind !== 'end') readStatement(reading)

  return {
    qubitCount: sizeOf(reading.qubits),
    bitCount: sizeOf(reading.bits),
    qubits: reading.qubits,
    bits: reading.bits,
    definitions: reading.definitions,
    operations: reading.operations,
  }
}

let readLibrary: ReadonlyMap<string, GateDefinition> | undefined

function standardLibrary(): ReadonlyMap<string, GateDefinition> {
  if (readLibrary !== undefined) return readLibrary
  const reader = new TokenReader(tokensOf(library))
  const reading: Reading = { reader, qubits: [], bits: [], definitions: new Map(), own: new Set(), operations: [] }
  while (reader.take('gate')) readGate(reading, true)
  readLibrary = reading.definitions
  return readLibrary
}

function readStatement(reading: Reading): void {
  const { reader } = reading
  if (reader.take('include')) readInclude(reader)
  else if (reader.take('qreg')) declare(reading, reading.qubits, mostQubits)
  else if (reader.take('creg')) declare(reading, reading.bits, mostBits)
  else if (reader.take('gate')) readGate(reading, true)
  else if (reader.take('opaque')) readGate(reading, false)
  else if (reader.take('if')) readOperation(reading, readCondition(reading))
  else readOperation(reading, undefined)
}

function readInclude(reader: TokenReader): void {
  const { text, line } = reader.expectKind('text', 'A file name')
  if (text !== '"qelib1.inc"') throw new QasmError('Only "qelib1.inc" can be included.', line)
  reader.expect(';')
}

const sizeOf = (registers: readonly Register[]): number => registers.reduce((sum, { size }) => sum + size, 0)

function declare({ reader, qubits, bits }: Reading, registers: Register[], most: number): void {
  const { text: name, line } = reader.expectKind('name', 'A name')
  if ([...qubits, ...bits].some((other) => other.name === name)) {
    throw new QasmError(`“${name}” is declared twice.`, line)
  }
  reader.expect('[')
  const size = Number(reader.expectKind('integer', 'A size').text)
  reader.expect(']')
  reader.expect(';')
  const start = sizeOf(registers)
  if (size < 1) throw new QasmError(`“${name}” must have a size of at least 1.`, line)
  if (start + size > most) throw new QasmError(`More than ${most} of these are not supported.`, line)
  registers.push({ name, start, size })
}

function readGate({ reader, definitions, own }: Reading, hasBody: boolean): void {
  const { text: name, line } = reader.expectKind('name', 'The name of a gate')
  if (own.has(name) || name === 'U' || name === 'CX') throw new QasmError(`The gate “${name}” is defined twice.`, line)
  const parameters = reader.take('(') && !reader.take(')') ? [...readNames(reader), ...closing(reader)] : []
  const qubits = readNames(reader)
  const body: GateCall[] = []
  if (hasBody) {
    reader.expect('{')
    while (!reader.take('}')) {
      if (reader.take('barrier')) readNames(reader, qubits)
      else body.push(readCall(reader, definitions, parameters, qubits))
      reader.expect(';')
    }
  } else reader.expect(';')
  const depth = body.reduce((most, call) => Math.max(most, 1 + (definitions.get(call.name)?.depth ?? 0)), 0)
  if (depth > deepestGates) throw new QasmError('Gates within gates are nested too deeply.', line)
  own.add(name)
  definitions.set(name, { parameters: parameters.length, qubits: qubits.length, depth, body: hasBody ? body : null })
}

function closing(reader: TokenReader): never[] {
  reader.expect(')')
  return []
}

/** Names between commas, each once; where `known` is given, only these. */
function readNames(reader: TokenReader, known?: readonly string[]): string[] {
  const names: string[] = []
  do {
    const { text, line } = reader.expectKind('name', 'A name')
    if (names.includes(text)) throw new QasmError(`“${text}” stands twice in the list.`, line)
    if (known !== undefined && !known.includes(text)) throw new QasmError(`There is no qubit called “${text}”.`, line)
    names.push(text)
  } while (reader.take(','))
  return names
}

function readCall(
  reader: TokenReader,
  definitions: Reading['definitions'],
  parameterNames: readonly string[],
  qubitNames: readonly string[],
): GateCall {
  const { text: name, line } = reader.expectKind('name', 'A gate')
  const parameters = readParameters(reader, parameterNames)
  const qubits = readNames(reader, qubitNames).map((qubit) => qubitNames.indexOf(qubit))
  checkShape(definitions, name, parameters.length, qubits.length, line)
  return { name, parameters, qubits }
}

function readParameters(reader: TokenReader, names: readonly string[]): Expression[] {
  if (!reader.take('(') || reader.take(')')) return []
  const list: Expression[] = []
  do list.push(readExpression(reader, names))
  while (reader.take(','))
  reader.expect(')')
  return list
}

/** A gate must stand in the text before it is used, so none can contain itself. */
function checkShape(
  definitions: Reading['definitions'],
  name: string,
  parameters: number,
  qubits: number,
  line: number,
): void {
  const definition = definitions.get(name)
  const primitive = primitives.get(name)
  if (definition === undefined && primitive === undefined) {
    throw new QasmError(`There is no gate called “${name}”.`, line)
  }
  const wanted = definition ?? { parameters: primitive?.parameters, qubits: (primitive?.controls ?? 0) + 1 }
  if (wanted.parameters !== parameters) {
    throw new QasmError(`“${name}” takes ${wanted.parameters} parameters, not ${parameters}.`, line)
  }
  if (wanted.qubits !== qubits) throw new QasmError(`“${name}” acts on ${wanted.qubits} qubits, not ${qubits}.`, line)
}

function readCondition({ reader, bits }: Reading): Condition {
  reader.expect('(')
  const { text, line } = reader.expectKind('name', 'A register of bits')
  const register = bits.find(({ name }) => name === text)
  if (register === undefined) throw new QasmError(`There is no register of bits called “${text}”.`, line)
  reader.expect('==')
  const value = BigInt(reader.expectKind('integer', 'A whole number').text.slice(0, 20_000))
  reader.expect(')')
  return { register, value }
}

function readOperation(reading: Reading, condition: Condition | undefined): void {
  const { reader } = reading
  const { line } = reader
  if (reader.take('measure')) {
    const from = readOperand(reader, reading.qubits, 'qubits')
    reader.expect('->')
    const to = readOperand(reader, reading.bits, 'bits')
    if (lengthOf(from) !== lengthOf(to)) throw new QasmError('The two sides of a measurement differ in size.', line)
    const bits = numbersOf(to)
    numbersOf(from).forEach((qubit, at) => {
      add(reading, { kind: 'measure', qubit, bit: bits[at] as number, line, condition })
    })
  } else if (reader.take('reset')) {
    for (const qubit of numbersOf(readOperand(reader, reading.qubits, 'qubits'))) {
      add(reading, { kind: 'reset', qubit, line, condition })
    }
  } else if (reader.take('barrier')) {
    const qubits = readOperands(reading).flatMap(numbersOf)
    add(reading, { kind: 'barrier', qubits: [...new Set(qubits)], line, condition })
  } else readApplication(reading, condition)
  reader.expect(';')
}

function readApplication(reading: Reading, condition: Condition | undefined): void {
  const { reader, definitions } = reading
  const { text: name, line } = reader.expectKind('name', 'A statement')
  const parameters = readParameters(reader, []).map((expression) => expression([]))
  if (!parameters.every(Number.isFinite)) throw new QasmError('A parameter is no finite number.', line)
  const operands = readOperands(reading)
  checkShape(definitions, name, parameters.length, operands.length, line)

  const sizes = new Set(operands.filter(({ index }) => index === null).map(({ register }) => register.size))
  if (sizes.size > 1) throw new QasmError('Registers in one statement must be equally long.', line)
  const [times = 1] = sizes
  for (let time = 0; time < times; time++) {
    const qubits = operands.map(({ register, index }) => register.start + (index ?? time))
    if (new Set(qubits).size < qubits.length) throw new QasmError(`“${name}” names one qubit twice.`, line)
    add(reading, { kind: 'gate', name, parameters, qubits, line, condition })
  }
}

function add({ operations }: Reading, operation: Operation): void {
  if (operations.length >= mostOperations) {
    throw new QasmError(`More than ${mostOperations} operations are not supported.`, operation.line)
  }
  operations.push(operation)
}

function readOperands({ reader, qubits }: Reading): Operand[] {
  const operands: Operand[] = []
  do operands.push(readOperand(reader, qubits, 'qubits'))
  while (reader.take(','))
  return operands
}

function readOperand(reader: TokenReader, registers: readonly Register[], what: string): Operand {
  const { text, line } = reader.expectKind('name', `A register of ${what}`)
  const register = registers.find(({ name }) => name === text)
  if (register === undefined) throw new QasmError(`There is no register of ${what} called “${text}”.`, line)
  if (!reader.take('[')) return { register, index: null }
  const index = Number(reader.expectKind('integer', 'A place').text)
  reader.expect(']')
  if (index >= register.size) throw new QasmError(`“${text}” has no place ${index}: it counts from 0.`, line)
  return { register, index }
}

const lengthOf = ({ register, index }: Operand): number => (index === null ? register.size : 1)

const numbersOf = ({ register, index }: Operand): number[] =>
  index === null ? Array.from({ length: register.size }, (_, at) => register.start + at) : [register.start + index]
