/** A short message after something happened. Texts are already in the reader's language. */
export interface Toast {
  id: number
  message: string
  tone: 'done' | 'info' | 'warn'
  /** Label and work of one button; for undo the label comes from `ui.toast.undo`. */
  action?: { label: string, run: () => unknown }
}

interface ToastOptions {
  tone?: Toast['tone']
  /** Puts things back as they were. */
  undo?: () => unknown
  action?: Toast['action']
}

interface Toasts {
  toasts: Readonly<Ref<readonly Toast[]>>
  show: (message: string, options?: ToastOptions) => number
  dismiss: (id: number) => void
}

const mostAtOnce = 3
let lastId = 0

/** Messages shown by `UiToastRegion`. In the browser only: a server has nobody to tell yet. */
export function useToasts(): Toasts {
  const toasts = useState<Toast[]>('ui-toasts', () => [])
  const { t } = useNuxtApp().$i18n

  function show(message: string, { tone = 'done', undo, action }: ToastOptions = {}): number {
    lastId += 1
    if (import.meta.server) return lastId
    const offered = undo ? { label: t('ui.toast.undo'), run: undo } : action
    const toast: Toast = { id: lastId, message, tone, ...(offered && { action: offered }) }
    toasts.value = [...toasts.value, toast].slice(-mostAtOnce)
    return toast.id
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter(toast => toast.id !== id)
  }

  return { toasts, show, dismiss }
}
