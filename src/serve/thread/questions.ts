/** Questions to the folder's thread. Without a thread they wait for the next one. */
import type { Answer, Answers, Kind, Question } from './protocol.ts'

interface Waiting {
  readonly question: Question
  settle(answer: Answer): void
}

export class Questions {
  readonly #post: (question: Question) => void
  /** Those that are not answered yet, by number. */
  readonly #waiting = new Map<number, Waiting>()
  #count = 0

  constructor(post: (question: Question) => void) {
    this.#post = post
  }

  ask<K extends Kind>(kind: K, path: string): Promise<Answers[K] | undefined> {
    const question = { kind, number: this.#count++, path }
    return new Promise((resolve, reject) => {
      const settle = ({ answer, error }: Answer) => {
        // each question is answered in its kind
        if (error === undefined) resolve(answer as Answers[K] | undefined)
        else reject(new Error(error))
      }
      this.#waiting.set(question.number, { question, settle })
      this.#post(question)
    })
  }

  settle(answer: Answer): void {
    this.#waiting.get(answer.number)?.settle(answer)
    this.#waiting.delete(answer.number)
  }

  /** Asks a new thread what the one before has not answered. */
  repeat(): void {
    for (const { question } of this.#waiting.values()) this.#post(question)
  }
}
