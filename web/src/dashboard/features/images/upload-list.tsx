import { Button, Spinner } from "@ui/button.tsx";
import { useText } from "../../texts/images.ts";
import { pictureProblem } from "./upload.ts";
import type { Sending, Uploads } from "./use-uploads.ts";

/** Files that are on their way, and those that were not taken, with the reason. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const t = useText();
  return (
    <>
      <p role="status" className="sr-only">
        {uploads.added > 0 && t("images.added", { count: uploads.added })}
      </p>
      {uploads.list.length > 0 && (
        <ul aria-label={t("images.uploads")} className="grid gap-2">
          {uploads.list.map((one) => (
            <Upload key={one.id} one={one} uploads={uploads} />
          ))}
        </ul>
      )}
    </>
  );
}

function Upload({ one, uploads }: { one: Sending; uploads: Uploads }) {
  const t = useText();
  const failed = one.state === "failed";
  return (
    <li className="border-line rounded-2xl border px-4 py-3 text-sm">
      <div className="flex min-w-0 items-center gap-3">
        {one.state === "sending" && one.part >= 1 && <Spinner />}
        <span className="min-w-0 flex-1 truncate font-medium">{one.file.name}</span>
        <span className="num text-muted shrink-0">
          {one.state === "waiting" && t("images.waiting")}
          {one.state === "sending" &&
            (one.part < 1
              ? t("images.sending", { percent: Math.round(one.part * 100) })
              : t("images.looking"))}
        </span>
      </div>
      {one.state === "sending" && (
        <progress
          className="accent-accent mt-2 block h-1.5 w-full"
          max={1}
          value={one.part}
          aria-label={one.file.name}
        />
      )}
      {failed && (
        <div role="alert">
          <p className="text-danger mt-1 font-medium">{pictureProblem(one.error)}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button size="sm" variant="outline" onClick={() => uploads.again(one.id)}>
              {t("images.again")}
            </Button>
            <Button size="sm" variant="ghost" onClick={() => uploads.putAway(one.id)}>
              {t("images.putAway")}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
