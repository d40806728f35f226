import { failure, type Result, success } from '#kernel/result.ts'
import { senseless } from './describing/sensible.ts'
import { withFlowFiles } from './flows/files.ts'
import { type Model, ModelSchema } from './model.ts'
import { checkShape, type Shape } from './shape.ts'

/**
 * The model that a file's text describes, or a sentence that names the place and says what to do.
 * @param path where the text stands, so that what it names is looked for beside it; absent: nothing else is read
 */
export function readModel(text: string, path?: string): Result<Model, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return failure(`the model is no JSON: ${error instanceof Error ? error.message : String(error)}. Repair it there.`)
  }
  const whole = path === undefined ? success(value) : withFlowFiles(value, path)
  return whole.ok ? checkModel(whole.value) : whole
}

export function checkModel(value: unknown): Result<Model, string> {
  const shape = checkShape(ModelSchema as unknown as Shape, value, 'the model')
  if (!shape.ok) return shape
  const model = value as Model
  const wrong = senseless(model)
  return wrong === null ? success(model) : failure(wrong)
}
