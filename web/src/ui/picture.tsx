import type { Image } from "@api/types.ts";
import { cx } from "./class-names.ts";

type Props = {
  image: Image | undefined;
  /** How wide the picture stands on the page, as in the `sizes` attribute. */
  sizes: string;
  /** True for what is seen first: loaded at once and before others. */
  eager?: boolean;
  /** Empty where the text beside it says the same. */
  alt?: string;
  className?: string;
};

/** A picture with all of its renditions, or a quiet placeholder when there is none. */
export function Picture({ image, sizes, eager = false, alt, className }: Props) {
  if (!image) return <Placeholder className={className ?? ""} />;
  return (
    <img
      src={image.url}
      srcSet={
        image.sources.length > 1
          ? image.sources.map((source) => `${source.url} ${source.width}w`).join(", ")
          : undefined
      }
      sizes={sizes}
      alt={alt ?? image.alt}
      width={image.width}
      height={image.height}
      loading={eager ? "eager" : "lazy"}
      decoding={eager ? "auto" : "async"}
      fetchPriority={eager ? "high" : "auto"}
      className={cx("bg-sunken", className)}
      style={image.focus && { objectPosition: `${image.focus.x}% ${image.focus.y}%` }}
    />
  );
}

function Placeholder({ className }: { className: string }) {
  return (
    <span aria-hidden className={cx("grid place-items-center bg-sunken text-edge", className)}>
      <svg
        viewBox="0 0 32 32"
        className="size-1/3 max-w-16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      >
        <path
          d="M4 22c0-7 5-12 12-12s12 5 12 12M10 22c0-4 2.500-6.500 6-6.500s6 2.500 6 6.500"
          strokeLinecap="round"
        />
      </svg>
    </span>
  );
}
