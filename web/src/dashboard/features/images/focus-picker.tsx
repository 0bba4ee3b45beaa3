import type { Image, ImageFocus } from "@api/types.ts";
import { Picture } from "@ui/picture.tsx";
import type { PointerEvent } from "react";
import { useText } from "../../texts/images.ts";

type Props = {
  image: Image;
  focus: ImageFocus;
  onChange: (focus: ImageFocus) => void;
  /** The shape that the preview crops to. */
  shape?: string;
};

const percent = (part: number) => Math.round(Math.min(1, Math.max(0, part)) * 100);

/** Chooses the point of a picture that stays in sight where it is cropped: by touch, or with two sliders. */
export function FocusPicker({ image, focus, onChange, shape = "aspect-square" }: Props) {
  const t = useText();
  const point = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    onChange({
      x: percent((event.clientX - box.left) / box.width),
      y: percent((event.clientY - box.top) / box.height),
    });
  };
  const slider = (axis: "x" | "y", label: string) => (
    <label className="grid gap-1 text-sm">
      <span className="text-muted">{label}</span>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={focus[axis]}
        className="accent-accent h-6 w-full"
        onChange={(event) => onChange({ ...focus, [axis]: event.target.valueAsNumber })}
      />
    </label>
  );
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t("images.focus")}</legend>
      <div className="flex items-start gap-4">
        <div
          className="relative max-w-full min-w-0 cursor-crosshair touch-none overflow-hidden rounded-xl select-none"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            point(event);
          }}
          onPointerMove={point}
        >
          <Picture
            image={{ ...image, focus }}
            sizes="20rem"
            className="pointer-events-none block max-h-64 w-auto max-w-full"
          />
          <span
            aria-hidden
            className="pointer-events-none absolute size-7 -translate-1/2 rounded-full border-3 border-white shadow-[0_0_0_2px_rgb(0_0_0/0.6)]"
            style={{ left: `${focus.x}%`, top: `${focus.y}%` }}
          />
        </div>
        <div className="w-24 shrink-0 sm:w-32">
          <Picture
            image={{ ...image, focus }}
            sizes="8rem"
            alt=""
            className={`${shape} w-full rounded-xl object-cover`}
          />
          <p className="text-muted mt-1 text-center text-xs">{t("images.preview")}</p>
        </div>
      </div>
      <p className="text-muted mt-1.5 text-sm">{t("images.focusHint")}</p>
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        {slider("x", t("images.focusX"))}
        {slider("y", t("images.focusY"))}
      </div>
    </fieldset>
  );
}
