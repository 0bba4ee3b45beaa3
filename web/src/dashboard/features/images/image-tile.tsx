import type { ProductImage } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { Picture } from "@ui/picture.tsx";
import { ArrowLeft, ArrowRight, Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useText } from "../../texts/images.ts";

/** How an image is told from files that are dragged in. */
const DRAGGED = "application/x-rialto-image";

type Props = {
  image: ProductImage;
  /** From 0. */
  at: number;
  count: number;
  onMove: (from: number, to: number) => void;
  onEdit: () => void;
  onRemove: () => void;
};

/** An image of a product among the others: dragged or moved by its buttons, edited, removed. */
export function ImageTile({ image, at, count, onMove, onEdit, onRemove }: Props) {
  const t = useText();
  const [over, setOver] = useState(false);
  const place = at + 1;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons move it by keyboard
    <li
      draggable
      className={cx(
        "border-line relative min-w-0 rounded-2xl border",
        over && "outline-2 outline-offset-2 outline-accent",
      )}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, String(at));
        event.dataTransfer.effectAllowed = "move";
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const from = event.dataTransfer.getData(DRAGGED);
        if (from === "") return;
        event.preventDefault();
        onMove(Number(from), at);
      }}
    >
      <button
        type="button"
        className="group relative block w-full overflow-hidden rounded-t-2xl"
        aria-label={t("images.edit", { at: place })}
        onClick={onEdit}
      >
        <Picture image={image.image} sizes="12rem" className="aspect-square w-full object-cover" />
        <span
          aria-hidden
          className="bg-surface/90 absolute right-2 bottom-2 grid size-8 place-items-center rounded-full"
        >
          <Pencil size={15} />
        </span>
      </button>
      {at === 0 && (
        <span className="bg-surface/90 absolute top-2 left-2 rounded-full px-2.5 py-1 text-xs font-medium">
          {t("images.main")}
        </span>
      )}
      <div className="flex justify-between">
        <TileButton
          name={`earlier-${image.id}`}
          label={t("images.earlier", { at: place })}
          disabled={at === 0}
          onClick={() => onMove(at, at - 1)}
        >
          <ArrowLeft size={17} aria-hidden />
        </TileButton>
        <TileButton
          name={`later-${image.id}`}
          label={t("images.later", { at: place })}
          disabled={place === count}
          onClick={() => onMove(at, at + 1)}
        >
          <ArrowRight size={17} aria-hidden />
        </TileButton>
        <TileButton
          name={`remove-${image.id}`}
          label={t("images.remove", { at: place })}
          disabled={false}
          onClick={onRemove}
        >
          <Trash2 size={17} aria-hidden />
        </TileButton>
      </div>
    </li>
  );
}

type ButtonProps = {
  name: string;
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
};

/** `aria-disabled` rather than `disabled`: the button of an image that has arrived at an end keeps the focus. */
function TileButton({ name, label, disabled, onClick, children }: ButtonProps) {
  return (
    <button
      type="button"
      name={name}
      aria-label={label}
      aria-disabled={disabled || undefined}
      className="hover:bg-sunken grid size-11 place-items-center rounded-full aria-disabled:opacity-35"
      onClick={() => {
        if (!disabled) onClick();
      }}
    >
      {children}
    </button>
  );
}
