// A gradient, with a little noise against visible steps (Jimenez: Next generation post processing in Call of Duty:
// Advanced Warfare, 2014).

in vec3 colour;

out vec4 fragment;

void main() {
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    fragment = vec4(colour + (noise - 0.5) / 255.0, 1.0);
}
