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
  /** Of the language: 2 or 3. */
  version: 2 | 3
}

type Operand = Readonly<{ register: Register /** Null for all of the register. */; index: number | null }>

/**
 * Reads a program in OpenQASM 2, or one in OpenQASM 3 that says no more: declarations, gates, measurements, resets,
 * barriers and conditions. The standard library is known with or without its `include`.
 *
 * @throws QasmError that names the line, for anything the language does not allow or this reader does not know
 * @see A. Cross et al., Open Quantum Assembly Language (2017), appendix A
 * @see A. Cross et al., OpenQASM 3: A Broader and Deeper Quantum Assembly Language (2022)
 */
export function parseQasm(program: string): Circuit {
  const reading: Reading = {
    reader: new TokenReader(tokensOf(program)),
    qubits: [],
    bits: [],
    definitions: new Map(standardLibrary()),
    own: new Set(),
    operations: [],
    version: 2,
  }
  const { reader } = reading
  reader.expect('OPENQASM')
  const { text } = reader.next()
  const [, version] = /^([23])(?:\.\d*)?$/.exec(text) ?? []
  if (version === undefined) throw new QasmError(`Only versions 2.0 and 3 are known, not “${text}”.`, reader.line)
  reading.version = version === '3' ? 3 : 2
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
  const definitions = new Map<string, GateDefinition>()
  const reading: Reading = { reader, qubits: [], bits: [], definitions, own: new Set(), operations: [], version: 2 }
  while (reader.take('gate')) readGate(reading, true)
  readLibrary = reading.definitions
  return readLibrary
}

function readStatement(reading: Reading): void {
  const { reader } = reading
  if (reader.take('include')) readInclude(reader)
  else if (reading.version === 3 && readNewStatement(reading)) return
  else if (reader.take('qreg')) declare(reading, reading.qubits, mostQubits)
  else if (reader.take('creg')) declare(reading, reading.bits, mostBits)
  else if (reader.take('gate')) readGate(reading, true)
  else if (reader.take('opaque')) readGate(reading, false)
  else if (reader.take('if')) readOperation(reading, readCondition(reading))
  else readOperation(reading, undefined)
}

function readInclude(reader: TokenReader): void {
  const { text, line } = reader.expectKind('text', 'A file name')
  if (text !== '"qelib1.inc"' && text !== '"stdgates.inc"')
    throw new QasmError('Only "qelib1.inc" and "stdgates.inc" can be included.', line)
  reader.expect(';')
}

/** What OpenQASM 3 says in other words than 2; false for anything else. */
function readNewStatement(reading: Reading): boolean {
  const { reader } = reading
  if (reader.take('qubit')) declareSized(reading, reading.qubits, mostQubits)
  else if (reader.take('bit')) declareSized(reading, reading.bits, mostBits)
  else if (reader.take('if')) readBlock(reading, readNewCondition(reading))
  else if (reader.take('gphase')) skipPhase(reader)
  else if (!isBits(reading)) return false
  else readAssignment(reading, readOperand(reader, reading.bits, 'bits'), undefined)
  return true
}

const isBits = ({ reader, bits }: Reading): boolean => {
  const { kind, text } = reader.peek()
  return kind === 'name' && bits.some(({ name }) => name === text)
}

/** `qubit[3] q;`, `bit c;` or `bit[2] c = measure q;` */
function declareSized(reading: Reading, registers: Register[], most: number): void {
  const { reader } = reading
  let size = 1
  if (reader.take('[')) {
    size = Number(reader.expectKind('integer', 'A size').text)
    reader.expect(']')
  }
  const { text: name, line } = reader.expectKind('name', 'A name')
  addRegister(reading, registers, most, name, size, line)
  const register = registers.at(-1)
  if (registers === reading.bits && register && reader.peek().text === '=')
    readAssignment(reading, { register, index: null }, undefined)
  else reader.expect(';')
}

/** A phase of everything changes nothing that can be measured. */
function skipPhase(reader: TokenReader): void {
  readParameters(reader, [])
  reader.expect(';')
}

function readAssignment(reading: Reading, to: Operand, condition: Condition | undefined): void {
  const { reader } = reading
  const { line } = reader
  reader.expect('=')
  reader.expect('measure')
  measure(reading, readOperand(reader, reading.qubits, 'qubits'), to, line, condition)
  reader.expect(';')
}

/** `(c == 2)`, `(c[0] == 1)` or `(c[0])`. */
function readNewCondition({ reader, bits }: Reading): Condition {
  reader.expect('(')
  const { register, index } = readOperand(reader, bits, 'bits')
  const isCompared = reader.take('==')
  const { text, line } = isCompared ? reader.next() : { text: '1', line: reader.line }
  const number = { true: '1', false: '0' }[text] ?? text
  if (!/^\d+$/.test(number)) throw new QasmError(`“${text}” is no whole number.`, line)
  if (!isCompared && index === null && register.size > 1)
    throw new QasmError(`“${register.name}” has to be compared with a number.`, line)
  reader.expect(')')
  const compared = index === null ? register : { ...register, start: register.start + index, size: 1 }
  return { register: compared, value: BigInt(number.slice(0, 20_000)) }
}

function readBlock(reading: Reading, condition: Condition): void {
  const { reader } = reading
  const readOne = (): void => {
    if (isBits(reading)) readAssignment(reading, readOperand(reader, reading.bits, 'bits'), condition)
    else readOperation(reading, condition)
  }
  if (!reader.take('{')) readOne()
  else while (!reader.take('}')) readOne()
  if (reader.peek().text === 'else') throw reader.unexpected('A statement (“else” is not known)')
}

const sizeOf = (registers: readonly Register[]): number => registers.reduce((sum, { size }) => sum + size, 0)

function declare(reading: Reading, registers: Register[], most: number): void {
  const { reader } = reading
  const { text: name, line } = reader.expectKind('name', 'A name')
  reader.expect('[')
  const size = Number(reader.expectKind('integer', 'A size').text)
  reader.expect(']')
  reader.expect(';')
  addRegister(reading, registers, most, name, size, line)
}

function addRegister(
  { qubits, bits }: Reading,
  registers: Register[],
  most: number,
  name: string,
  size: number,
  line: number,
): void {
  if ([...qubits, ...bits].some((other) => other.name === name)) {
    throw new QasmError(`“${name}” is declared twice.`, line)
  }
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
    measure(reading, from, to, line, condition)
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

function measure(reading: Reading, from: Operand, to: Operand, line: number, condition: Condition | undefined): void {
  if (lengthOf(from) !== lengthOf(to)) throw new QasmError('The two sides of a measurement differ in size.', line)
  const bits = numbersOf(to)
  numbersOf(from).forEach((qubit, at) => {
    add(reading, { kind: 'measure', qubit, bit: bits[at] as number, line, condition })
  })
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
