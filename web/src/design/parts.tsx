import { Fragment } from 'react'

/** Facts in a row, parted by dots. Each keeps its own direction: names of two scripts may stand side by side. */
export function Parts({ of }: { readonly of: readonly (string | undefined)[] }) {
  return of
    .filter((part) => part !== undefined && part !== '')
    .map((part, index) => (
      <Fragment key={part}>
        {index > 0 && ' · '}
        <bdi>{part}</bdi>
      </Fragment>
    ))
}
