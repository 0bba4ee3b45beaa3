import type { Image } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { Drawer } from "@ui/drawer.tsx";
import { Picture } from "@ui/picture.tsx";
import { ChevronLeft, ChevronRight, Maximize2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useText } from "../../store-text.ts";
import { useStrip } from "./use-strip.ts";

type Props = { images: Image[]; name: string; wanted: number | undefined };

const ROUND =
  "grid size-11 place-items-center rounded-full bg-surface/90 shadow-md hover:bg-surface disabled:invisible";

/** The product's pictures: swiped on a phone, walked through by arrow keys, thumbnails and buttons, and seen large. */
export function Gallery({ images, name, wanted }: Props) {
  const t = useText();
  const [large, setLarge] = useState(false);
  const { strip, at, show, onScroll } = useStrip(images.length, wanted);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(at + step);
  };
  if (images.length === 0)
    return <Picture image={undefined} sizes="" className="aspect-square w-full rounded-3xl" />;
  const several = images.length > 1;
  return (
    <div className="min-w-0">
      <div className="relative">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrow keys scroll it */}
        <div
          ref={strip}
          role="group"
          aria-label={t("gallery.of", { name })}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a strip that scrolls has to be reachable by keyboard
          tabIndex={several ? 0 : undefined}
          onKeyDown={onKeyDown}
          onScroll={onScroll}
          className="flex snap-x snap-mandatory [scrollbar-width:none] overflow-x-auto rounded-3xl"
        >
          {images.map((image, index) => (
            <Picture
              key={image.url}
              image={image}
              sizes="(min-width: 80rem) 38rem, (min-width: 48rem) 50vw, 94vw"
              eager={index === 0}
              className="aspect-square w-full shrink-0 snap-center object-cover"
            />
          ))}
        </div>
        <button
          type="button"
          className={cx(ROUND, "absolute top-3 right-3")}
          aria-label={t("gallery.zoom")}
          aria-haspopup="dialog"
          onClick={() => setLarge(true)}
        >
          <Maximize2 size={18} aria-hidden />
        </button>
        {several && (
          <div className="absolute right-3 bottom-3 hidden gap-2 md:flex">
            <button
              type="button"
              className={ROUND}
              aria-label={t("gallery.previous")}
              disabled={at === 0}
              onClick={() => show(at - 1)}
            >
              <ChevronLeft size={20} aria-hidden />
            </button>
            <button
              type="button"
              className={ROUND}
              aria-label={t("gallery.next")}
              disabled={at === images.length - 1}
              onClick={() => show(at + 1)}
            >
              <ChevronRight size={20} aria-hidden />
            </button>
          </div>
        )}
      </div>
      {several && <Thumbnails images={images} at={at} onShow={show} />}
      {large && (
        <Drawer side="full" title={name} onClose={() => setLarge(false)}>
          <LargePicture images={images} start={at} />
        </Drawer>
      )}
    </div>
  );
}

function Thumbnails({
  images,
  at,
  onShow,
}: {
  images: Image[];
  at: number;
  onShow: (index: number) => void;
}) {
  const t = useText();
  return (
    <ul className="mt-3 flex gap-2 overflow-x-auto p-1">
      {images.map((image, index) => (
        <li key={image.url} className="shrink-0">
          <button
            type="button"
            aria-label={t("gallery.show", { number: index + 1, count: images.length })}
            aria-current={index === at || undefined}
            onClick={() => onShow(index)}
            className="aria-[current=true]:ring-accent aria-[current=true]:ring-offset-bg block overflow-hidden rounded-xl aria-[current=true]:ring-2 aria-[current=true]:ring-offset-2"
          >
            <Picture image={image} sizes="5rem" alt="" className="size-16 object-cover sm:size-20" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function LargePicture({ images, start }: { images: Image[]; start: number }) {
  const [at, setAt] = useState(start);
  return (
    <div className="flex h-full flex-col items-center gap-4 px-4 pb-6">
      <div className="min-h-0 w-full flex-1">
        <Picture
          image={images[at]}
          sizes="100vw"
          eager
          className="mx-auto h-full rounded-2xl object-contain"
        />
      </div>
      {images.length > 1 && <Thumbnails images={images} at={at} onShow={setAt} />}
    </div>
  );
}
