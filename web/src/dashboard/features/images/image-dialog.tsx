import type { Image } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { Checkbox } from "@ui/checkbox.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { TextAreaField } from "@ui/text-area-field.tsx";
import { useId, useState } from "react";
import { WarningBox } from "@ui/warning-box.tsx";
import { useText } from "../../texts/images.ts";
import { FocusPicker } from "./focus-picker.tsx";
import type { ImageDetails } from "./queries.ts";
import { pictureProblem } from "./upload.ts";

/** A variant that may show an image, by the words of its options. */
export type VariantChoice = { id: string; label: string };

type Props = {
  image: Image;
  variantIds?: string[];
  variants?: readonly VariantChoice[];
  shape?: string;
  save: (details: ImageDetails) => Promise<unknown>;
  onClose: () => void;
};

const NONE: string[] = [];
const NO_VARIANTS: readonly VariantChoice[] = [];
const CENTRE = { x: 50, y: 50 };

/** What is said of an image, the point that stays in sight, and the variants that show it. */
export function ImageDialog({
  image,
  variantIds = NONE,
  variants = NO_VARIANTS,
  shape,
  save,
  onClose,
}: Props) {
  const t = useText();
  const id = useId();
  const [alt, setAlt] = useState(image.alt);
  const [focus, setFocus] = useState(image.focus);
  const [shownFor, setShownFor] = useState(variantIds);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await save({ alt: alt.trim(), focus, variantIds: shownFor });
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer
      side="right"
      title={t("images.editTitle")}
      onClose={onClose}
      footer={
        <Button className="w-full" busy={busy} onClick={() => void submit()}>
          {t("images.save")}
        </Button>
      }
    >
      <div className="grid gap-6 p-5">
        <div>
          <div role="alert">{error !== undefined && <WarningBox title={pictureProblem(error)} />}</div>
          <FocusPicker image={image} focus={focus ?? CENTRE} onChange={setFocus} {...(shape && { shape })} />
        </div>
        <TextAreaField
          id={`${id}-alt`}
          label={t("images.alt")}
          hint={t("images.altHint")}
          rows={3}
          maxLength={500}
          value={alt}
          onChange={(event) => setAlt(event.target.value)}
        />
        {variants.length > 1 && (
          <fieldset>
            <legend className="mb-1 text-sm font-medium">{t("images.variants")}</legend>
            {variants.map((variant) => (
              <Checkbox
                key={variant.id}
                id={`${id}-${variant.id}`}
                checked={shownFor.includes(variant.id)}
                onChange={(event) =>
                  setShownFor((all) =>
                    event.target.checked ? [...all, variant.id] : all.filter((one) => one !== variant.id),
                  )
                }
              >
                {variant.label}
              </Checkbox>
            ))}
          </fieldset>
        )}
      </div>
    </Drawer>
  );
}
