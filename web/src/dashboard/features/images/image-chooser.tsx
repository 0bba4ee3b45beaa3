import type { StoreImage } from "@api/types.ts";
import { Drawer } from "@ui/drawer.tsx";
import { Picture } from "@ui/picture.tsx";
import { Skeleton } from "@ui/skeleton.tsx";
import { useQuery } from "@tanstack/react-query";
import { useText } from "../../texts/images.ts";
import { storeImagesQuery } from "./queries.ts";

type Props = {
  storeId: string;
  onChoose: (picture: StoreImage) => void;
  onClose: () => void;
};

/** The newest pictures of a store, to choose one. */
export function ImageChooser({ storeId, onChoose, onClose }: Props) {
  const t = useText();
  const { data } = useQuery(storeImagesQuery(storeId, 100));
  return (
    <Drawer side="right" title={t("images.chooseOwn")} onClose={onClose}>
      <div className="p-5">
        {!data && <Skeleton className="h-40" />}
        {data?.items.length === 0 && <p className="text-muted">{t("images.none")}</p>}
        <ul className="grid grid-cols-3 gap-3">
          {data?.items.map((picture) => (
            <li key={picture.id}>
              <button
                type="button"
                aria-label={`${t("images.use")}: ${picture.image.width} × ${picture.image.height}`}
                className="hover:outline-ink block w-full overflow-hidden rounded-xl outline-2 outline-transparent"
                onClick={() => {
                  onChoose(picture);
                  onClose();
                }}
              >
                <Picture
                  image={picture.image}
                  sizes="8rem"
                  alt=""
                  className="aspect-square w-full object-cover"
                />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Drawer>
  );
}
