"""Every dataset that is known, loaded or not: what stands in `data/catalogue`, in the descriptions, and in the store."""
