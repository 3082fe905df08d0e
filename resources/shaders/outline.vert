// Small squares that cover the screen, an instance each; those with no edge in or near them are left out, which is
// nearly all of them.

const float SQUARE_PIXELS = 16.0;
const float LEVEL = 4.0;  // of the copy with one texel a square

uniform sampler2D coverage;
uniform vec2 viewport_pixels;

void main() {
    int across = int(ceil(viewport_pixels.x / SQUARE_PIXELS));
    vec2 low = vec2(gl_InstanceID % across, gl_InstanceID / across) * SQUARE_PIXELS / viewport_pixels;
    vec2 high = low + SQUARE_PIXELS / viewport_pixels;
    // Each read takes in the four squares around a corner.
    vec2 a = textureLod(coverage, low, LEVEL).rg, b = textureLod(coverage, vec2(high.x, low.y), LEVEL).rg;
    vec2 c = textureLod(coverage, vec2(low.x, high.y), LEVEL).rg, d = textureLod(coverage, high, LEVEL).rg;
    vec2 least = min(min(a, b), min(c, d)), most = max(max(a, b), max(c, d));
    bool even = all(equal(least, most)) && all(equal(most, floor(most)));
    vec2 corner = vec2((gl_VertexID & 1) == 1 ? 1.0 : 0.0, gl_VertexID >= 2 ? 1.0 : 0.0);
    gl_Position = even ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(2.0 * mix(low, high, corner) - 1.0, 0.0, 1.0);
}
