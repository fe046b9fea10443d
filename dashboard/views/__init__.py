"""What single pages show: one module a page. They choose, ask and draw; the pages only call them."""
