// Where a mask passes half, with one pixel of the screen as its soft edge, and where the mask is known. Beyond its
// border the picture goes on as it ends: what is cut there has no outline along the cut.

uniform sampler2D picture;
uniform vec2 corner_pixels;  // the lower left one
uniform vec2 size_pixels;

out vec4 fragment;

void main() {
    vec2 place = (gl_FragCoord.xy - corner_pixels) / size_pixels;
    vec2 mask = texture(picture, vec2(place.x, 1.0 - place.y)).rg;
    float covered = clamp((mask.r - 0.5) / max(fwidth(mask.r), 1e-3) + 0.5, 0.0, 1.0);
    fragment = vec4(0.0, covered, mask.g, 1.0);
}
