// Lines of even width along the edges of two coverages: red is the mesh, green the target, blue where that is known.
// A straight edge at distance d, blurred by a Gaussian of deviation s, has the value Phi(d / s), and the logistic
// function of 1.702 x is near to Phi(x): so the blurred coverage tells the distance from the edge.

const float DEVIATION = 1.1;
// A Gaussian of seven texels in four reads, each between two texels: where, and with what weight.
const float PLACES[4] = float[4](-2.1124, -0.5695, 0.5695, 2.1124);
const float WEIGHTS[4] = float[4](0.0783, 0.4217, 0.4217, 0.0783);

uniform sampler2D coverage;
uniform vec2 viewport_pixels;
uniform float ratio;
uniform vec3 target_colour;
uniform vec3 mesh_colour;
uniform vec3 casing;
uniform vec2 half_widths;  // of mesh and target, pixels at a ratio of 1; negative hides a line

out vec4 fragment;

void main() {
    vec2 texel = 1.0 / viewport_pixels;
    vec2 here = gl_FragCoord.xy * texel;
    // Most pixels are far from any edge, and a much smaller copy of the coverage tells so at once.
    vec2 around = textureLod(coverage, here, 3.0 + log2(ratio)).rg;
    if (all(equal(around, floor(around)))) discard;
    vec3 blurred = vec3(0.0);
    for (int y = 0; y < 4; ++y) {
        for (int x = 0; x < 4; ++x) {
            vec2 place = here + vec2(PLACES[x], PLACES[y]) * ratio * texel;
            blurred += WEIGHTS[x] * WEIGHTS[y] * textureLod(coverage, place, log2(ratio)).rgb;
        }
    }
    vec2 share = clamp(blurred.rg, 1e-4, 1.0 - 1e-4);
    vec2 off = abs(log(share / (1.0 - share))) * DEVIATION / 1.702;
    vec2 line = clamp((half_widths - off) * ratio + 0.5, 0.0, 1.0) * step(0.0, half_widths);
    line.y *= blurred.b;
    vec2 wide = clamp((half_widths + 0.9 - off) * ratio + 0.5, 0.0, 1.0) * step(0.0, half_widths);
    wide.y *= blurred.b;
    // Over a casing that keeps them apart from what is below, the target's line, and the mesh's over that.
    vec4 colour = vec4(casing, 0.45 * max(wide.x, wide.y));
    colour = vec4(mix(colour.rgb, target_colour, line.y), max(colour.a, line.y));
    colour = vec4(mix(colour.rgb, mesh_colour, line.x), max(colour.a, line.x));
    if (colour.a < 0.004) discard;
    fragment = colour;
}
