"""A camera before which a test holds whatever it likes."""

from playwright.sync_api import Page

# A camera that looks at whatever text the test holds before it.
CAMERA = """async () => {
    const {default: encode} = await import("/static/vendor/qr/index.js");
    navigator.mediaDevices.getUserMedia = () => {
        const modules = encode(window.held, "raw"), scale = 7, canvas = document.createElement("canvas");
        canvas.width = 640; canvas.height = 480;
        const drawing = canvas.getContext("2d");
        const draw = () => {
            drawing.fillStyle = "#fff"; drawing.fillRect(0, 0, 640, 480); drawing.fillStyle = "#000";
            const left = (640 - modules.length * scale) / 2, top = (480 - modules.length * scale) / 2;
            modules.forEach((row, y) => row.forEach((dark, x) => {
                if (dark) drawing.fillRect(left + x * scale, top + y * scale, scale, scale);
            }));
        };
        draw();
        setInterval(draw, 50);
        return Promise.resolve(canvas.captureStream(20));
    };
}"""


def hold(page: Page, text: str) -> None:
    """Hold a code with this text before the camera of a page, until another one is held there."""
    page.evaluate(CAMERA)
    page.evaluate("text => { window.held = text; }", text)
